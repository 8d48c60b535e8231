"""From bytes and words to records: pure functions without network, clock, randomness, database or Prefect."""
