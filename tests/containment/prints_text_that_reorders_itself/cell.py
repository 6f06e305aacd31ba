# %%
RLO, LRO, PDF, RLI, PDI, RLM, ALM, ZWSP = "\u202e", "\u202d", "\u202c", "\u2067", "\u2069", "\u200f", "\u061c", "\u200b"
TRICK = f"{RLO}stniop 4 fo 4{PDF} {RLI}dessaP{PDI} {LRO}x{RLM}{ALM}{ZWSP}\u2028\u2029\ufeff\u2060\u2066"
print(TRICK)
print("e" + "\u0301" * 5_000)

# %%
%precision 3
comment = "/*\u202e } \u2066if (is_admin)\u2069 \u2066 begin admins only */"
text‮ = 1  # a name with an override in it does not parse

# %%
raise type(f"Error{TRICK}", (Exception,), {})(TRICK)


# %%
def softmax(scores):
    raise type(f"{RLO}rorrE", (Exception,), {})(TRICK)


globals()[f"{RLO}seitilibaborp"] = __import__("numpy").zeros((64, 10))
