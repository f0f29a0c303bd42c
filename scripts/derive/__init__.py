"""What follows from the data: verdicts with their arithmetic, series, history, stale promises."""
