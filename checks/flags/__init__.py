"""One flag a module: what a reviewer should ask about before believing the rest."""
