"""From text to quantities and mentions. Each module adds one thing and reads nothing it does not need."""
