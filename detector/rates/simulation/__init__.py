"""Do the intervals hold what they promise? Runs and calibrations drawn from known rates, and counted."""
