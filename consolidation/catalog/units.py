"""Units and the calendar: every conversion a rule makes, by name.

A watt is a joule a second, so a machine of 1 J/TH that runs at 1 TH/s draws one watt, and 0.168 kWh a week.
"""

HOURS_PER_WEEK = 168.0
WEEKS_PER_YEAR = 52.1775
"""Of the Gregorian year, 365.2425 days; hours and months follow from it."""
HOURS_PER_YEAR = WEEKS_PER_YEAR * HOURS_PER_WEEK
WEEKS_PER_HALF_YEAR = 26.0
DAYS_PER_WEEK = 7.0
DAYS_A_WEEK = 7
"""The same among whole numbers."""
MONTHS_PER_YEAR = 12.0
WEEKS_PER_MONTH = WEEKS_PER_YEAR / MONTHS_PER_YEAR
SECONDS_PER_DAY = 86_400.0
BLOCKS_PER_DAY = 144.0

MWH_PER_KW_YEAR = HOURS_PER_YEAR / 1000.0
KWH_PER_WATT_WEEK = 0.168
KWH_PER_WATT_DAY = 0.024
TH_WEEKS_PER_PH_DAY = 0.007
"""USD/PH/day as USD a TH and week: seven days, a thousand TH."""
CENT_TH_WEEKS_PER_PH_DAY = 0.7
"""The same in cents."""

H_PER_PH = 1e15
TH_PER_PH = 1000.0
SAT_PER_BTC = 1e8
