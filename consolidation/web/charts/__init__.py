"""A room per chart: each a pure function from frames to an ECharts option, its title, and a sentence that says the same."""
