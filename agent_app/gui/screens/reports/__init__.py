"""Reports of the branch: on the screen, as files and on paper."""
