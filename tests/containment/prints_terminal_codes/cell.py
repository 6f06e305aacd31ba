# %%
import sys

ESC, CSI, OSC, BEL, ST = "\x1b", "\x9b", "\x9d", "\x07", "\x9c"
CODES = [
    f"{ESC}[2J{ESC}[H", f"{ESC}[31mred", f"{CSI}31mred by one byte", f"{ESC}]0;title{BEL}", f"{OSC}0;title{ST}",
    f"{ESC}]8;;http://evil{ESC}\\link{ESC}]8;;{ESC}\\", f"{ESC}]52;c;ZXZpbA=={BEL}", f"{ESC}P+q544e{ESC}\\", f"{ESC}c",
    f"{ESC}[6n", f"{ESC}[?1049h", f"{ESC}[200~", f"{ESC}_Gf=100;AAAA{ESC}\\", f"{ESC}(0qqq", f"{ESC}[1;1HPassed", f"{ESC}]1337;File=:{BEL}",
    "\x08\x08\x08", "\x7f", "\r4 of 4 points\r", "\x00", "\x0e\x0f", "\x85", "\x90\x9f", f"{ESC}", f"{ESC}[", f"{ESC}]" + "x" * 5000,
]  # fmt: skip
for code in CODES:
    print(code, end="|")
    print(code, file=sys.stderr)

# %%
raise type(f"Error{CSI}2J{OSC}0;x{ST}{ESC}[2J", (Exception,), {})("".join(CODES))


# %%
def softmax(scores):
    raise type(f"{CSI}31mError{ESC}[2J", (Exception,), {})(f"{ESC}]0;title{BEL}{CSI}2J" + "".join(CODES))


probabilities = type(f"Odd{CSI}2J{ESC}[2J", (), {})()
