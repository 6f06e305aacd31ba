# %%
deep = b'{"a":' * 200_000 + b"1" + b"}" * 200_000
lists = b"[" * 200_000 + b"]" * 200_000
publish("display_data", deep)
publish("stream", b'{"name": "stdout", "text": ' + lists + b"}")
publish("stream", b'{"name": "stdout", "text": ""}', metadata=deep)
publish("stream", b'{"name": "stdout", "text": ""}', parent=deep)

# %%
print("the next cell")
