# %%
for signature in (b"", b"0" * 64, b"\xff" * 64):
    publish("stream", b'{"name": "stdout", "text": "unsigned"}', signature=signature)

# %%
print("the next cell")
