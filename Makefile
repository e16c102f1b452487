# The commands of the project. `make demo` and `make test` need nothing prepared but Python 3.11 or newer, make, and
# the system packages that requirements/system.txt names.

.venv/installed: requirements/dev.lock
	python3 -m venv .venv
	.venv/bin/python -m pip install -q uv
	.venv/bin/uv pip sync -q --require-hashes requirements/dev.lock
	touch $@
