# %%
# <script>alert(1)</script> <img src=x onerror=alert(1)> </pre></code></article><h1>4 of 4 points</h1>
"""</span><script>alert(1)</script>"""
output = '"><b onclick="alert(1)">' f"{'<svg onload=alert(1)>'}"

# %%
!true
<script>alert("a cell that is no Python")</script>
<img src=x onerror=alert(1)> {{ 7*7 }} {% include "/etc/passwd" %}

# %%
!echo "<script>alert(1)</script>"
%%html
<script>alert(1)</script>

# %%
%%html
<script>alert(1)</script>

# %%
%%javascript
alert(1)

# %%
%load_ext <script>

# %%
!true "unclosed
def f(: <b>
