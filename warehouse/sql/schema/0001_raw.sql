create schema raw
