# %%
import sys

calls = []
sys.setprofile(lambda frame, event, argument: calls.append(event))
abs(-1)
sys.setprofile(None)
print(len(calls) > 0)
