"""The subcommands of `hasila`, one module each; heavy imports wait until a command runs."""
