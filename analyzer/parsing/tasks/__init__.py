"""Files that name tasks: make, just, tox, nox, package scripts, compose files, shell scripts."""
