"""The grader's side of a kernel: the session with it, the run of one source, clean rooms. It trusts nothing from a
kernel.

Begin with `execute.execute`, which makes the `Run` of one source, and with `session.Session`, one kernel from its start
to its end.

execute         runs one source in its own kernel, or many variants of a file in few kernels
session         runs cells and asks the probe, within a given time
provisioner     connects to Jupyter: a kernel from a zygote, and Jupyter's client, hardened
channels        the two channels of a kernel, on the grader's own sockets
outputs         a cell's outputs as records, and the order in which cells run
clean_room      builds a run's models again where no learner code ran
keras_config    which descriptions of a model a clean room may be given, and how much work they are
kernel_sandbox  the sandbox's settings for TensorFlow and for our own files
"""
