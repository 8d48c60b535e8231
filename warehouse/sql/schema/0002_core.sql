create schema core
