# %%
import sys

MARKUP = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</pre></details><h1>Passed</h1><pre>", "<svg/onload=alert(1)>",
    "<iframe src='javascript:alert(1)'>", "<style>*{display:none}</style>", "<meta http-equiv=refresh content='0;url=//evil'>",
    "<a href='javascript:alert(1)'>x</a>", "<base href=//evil>", "<form action=//evil><input name=password autofocus onfocus=alert(1)>",
    "<!--", "]]>", "<![CDATA[", "<?php", "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;", "{{ 7*7 }}", "{% raw %}", "${7*7}",
    "<p class='verdict'>Passed</p>", "\"'><b onmouseover=alert(1)>", "</code></textarea></title></style></script><b>", "<xmp><plaintext>",
]  # fmt: skip
for text in MARKUP:
    print(text)
    print(text, file=sys.stderr)

# %%
"<script>alert('the value of the cell')</script>"

# %%
raise type("<b onclick=alert(1)>Error", (Exception,), {})("".join(MARKUP))

# %%
locals()["<script>alert(1)</script>"] = 1
globals()["\"onmouseover=alert(1)"] = "tensor"
output = type("<script>alert(1)</script>", (), {})()
