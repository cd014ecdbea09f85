"""From text to quantities and mentions. Each module adds one thing and reads only what it needs."""
