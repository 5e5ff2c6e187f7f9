"""Registry records: read them without loss, look at them safely, quote them exactly."""
