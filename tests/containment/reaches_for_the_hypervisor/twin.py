# %%
import socket

print(hasattr(socket, "AF_VSOCK"))
