"""`python -m analyzer.cli`."""

from __future__ import annotations

from analyzer.cli.commands import main

if __name__ == "__main__":
    main()
