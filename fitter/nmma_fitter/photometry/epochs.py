"""Zero points of the time scales, as Julian dates (UTC)."""

# 1970-01-01T00:00, where Unix time begins.
UNIX_EPOCH_JD = 2440587.5
# Where the modified Julian date begins: MJD = JD − this.
MJD_ZERO_JD = 2400000.5
SECONDS_PER_DAY = 86400
