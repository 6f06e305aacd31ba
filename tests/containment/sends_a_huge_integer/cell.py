# %%
publish("status", b'{"execution_state": ' + b"9" * 1_000_000 + b"}")
publish("stream", b'{"name": "stdout", "text": 1e400}')
publish("stream", b'{"name": "stdout", "text": NaN}')

# %%
print("the next cell")
