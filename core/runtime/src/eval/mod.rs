//! The evaluation loop: frames, instructions, specialization, calls from Python to Python.
