# %%
from IPython import get_ipython

for ask in (input, __import__("getpass").getpass):
    try:
        print("BREACH: was told", ask("Your password? "))
    except Exception as error:
        print("held:", repr(error))

# %%
kernel = get_ipython().kernel
kernel._allow_stdin = True
kernel.session.send(kernel.iopub_thread, "input_request", {"prompt": "?", "password": True}, parent=kernel.get_parent())
kernel.session.send(kernel.stdin_socket, "input_request", {"prompt": "?", "password": False}, parent=kernel.get_parent())
print("asked")

# %%
breakpoint()
