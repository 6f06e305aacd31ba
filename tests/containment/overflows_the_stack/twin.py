# %%
def deeper(depth):
    return deeper(depth + 1)


try:
    deeper(0)
except RecursionError:
    print("too deep")
