"""The review desk as a web page on this machine alone: the queue, the claims side by side, and the decisions."""
