# %%
publish("stream", b'{"name": "stdout"}')

# %%
print("the next cell")
