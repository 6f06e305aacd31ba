# %%
from IPython import get_ipython

shell = get_ipython()
shell.ask_exit()
shell.payload_manager.write_payload({"source": "ask_exit", "keepkernel": False})
shell.payload_manager.write_payload({"source": "set_next_input", "text": "raise SystemExit", "replace": True})
print("asked")

# %%
kernel = shell.kernel
reply = kernel.do_shutdown(False)
print("shut down", type(reply).__name__)
kernel.io_loop.add_callback(kernel.io_loop.stop)
if kernel.control_stream is not None:
    kernel.control_stream.close()

# %%
print("the next cell")
