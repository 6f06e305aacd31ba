# %%
import os
import resource

try:
    resource.setrlimit(resource.RLIMIT_CPU, (10_000, 10_000))
except ValueError as error:
    print("held:", error)
while True:
    sum(range(10_000))
