"""A room per chart: a pure function from frames to an ECharts option, its title, and a sentence that says the same."""
