# %%
publish("display_data", b'{"data": {"image/png": "\\ud800", "text/plain": "half \\udfff"}, "metadata": {}}')
publish("display_data", b'{"data": {"image/png": ["AAAA"], "text/plain": {}}, "metadata": {}}')
publish("execute_result", b'{"data": {"image/png": 5, "text/plain": 5}, "metadata": {}, "execution_count": "\\ud800"}')
publish("stream", b'{"name": "\\ud800", "text": "\\udc00"}')
print("after")
