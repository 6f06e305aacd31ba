# %%
class Silent(Exception):
    def __str__(self):
        raise ValueError("no")

    __repr__ = __str__


raise Silent


# %%
class Endless(Exception):
    def __str__(self):
        return "x" * 50_000_000


raise Endless

# %%
raise type("N" * 1_000_000, (Exception,), {})("long name")

# %%
raise type("\ud800", (Exception,), {})("half \udfff a character \x00\x1b[2J")


# %%
class Lying(Exception):
    args = property(lambda self: 1 / 0)
    __traceback__ = property(lambda self: 1 / 0)
    __cause__ = property(lambda self: self)
    __context__ = property(lambda self: self)

    def __str__(self):
        return 5


raise Lying

# %%
error = ValueError("a circle")
other = ValueError("round")
error.__cause__, other.__cause__ = other, error
raise error

# %%
def recurse():
    recurse()


recurse()

# %%
exec(compile("\n" * 10_000 + "raise ValueError('far down')", "<img src=x onerror=alert(1)>", "exec"))

# %%
raise ExceptionGroup("many", [ValueError(str(number)) for number in range(100_000)])

# %%
print("the last cell")
