"""Process-wide settings of Python for a task; import before what the task loads."""

from __future__ import annotations

import atexit
import gc
import os
import sys

# Invoke forbids Python to write what it has compiled: each task would compile everything again.
sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
# Numpy would begin a thread for matrices, which nothing here has, and it turns idly for a while.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Else Python looks for cycles in all that is loaded before it ends: a tenth of a second lost.
atexit.register(gc.freeze)
