# %%
# a < b, c > d, "quoted" & 'single'
output = [one for one in "<>&" if one != ""]
print(output)
