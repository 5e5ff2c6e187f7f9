"""What every estimator stands on: checked columns, tests, regular matrices."""
