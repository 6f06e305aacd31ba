"""What a value is made from is found, however it is spelled; what merely stands beside it is not."""

import ast

import pytest

from grader.source import ownership

GIVEN = "import tensorflow as tf\nimport numpy as np\nstart = steps = rate = model = data = ...\ndef loss_of(w): ...\n"


def is_made_with_it(text: str) -> bool:
    """Whether the value `y` is made with something called `wanted`."""
    made = ownership.parse_cells([text], ownership.parse_cells([GIVEN])).value_slice("y")
    assert made is not None
    words = {node.id if isinstance(node, ast.Name) else node.attr for node in made.nodes if isinstance(node, WORDS)}
    return "wanted" in words


WORDS = (ast.Name, ast.Attribute)

MADE = {
    "itself": "y = wanted(x)",
    "a method": "y = x.wanted()",
    "through a name": "h = wanted(x)\ny = h + 1",
    "another name for it": "f = wanted\ny = f(x)",
    "unpacked": "z, y = wanted(x)",
    "unpacked deep": "(a, [y, *b]), c = wanted(x)",
    "added to": "y = 0\ny += wanted(x)",
    "in a loop": "y = start\nfor _ in x:\n    y = y - wanted(y)",
    "what a loop goes over": "for y in wanted(x): pass",
    "a loop's test": "y = 0\nwhile wanted(y): y += 1",
    "a branch's test": "if wanted(x): y = 1\nelse: y = 2",
    "in one branch": "if x: y = wanted(x)\nelse: y = 2",
    "walrus": "if (y := wanted(x)): pass",
    "comprehension": "y = sum(wanted(one) for one in x)",
    "conditional": "y = wanted(x) if x else 0",
    "function": "def f(x): return wanted(x)\ny = f(x)",
    "function of a function": "def g(x): return wanted(x)\ndef f(x): return g(x)\ny = f(x)",
    "passed function": "def f(x): return wanted(x)\ny = apply(f, x)",
    "recursion": "def f(x, n): return f(wanted(x), n - 1) if n else x\ny = f(x, 3)",
    "lambda": "f = lambda x: wanted(x)\ny = f(x)",
    "partial": "from functools import partial\nf = partial(wanted, x)\ny = f()",
    "decorated": "@wanted\ndef f(x): return x\ny = f(x)",
    "default": "def f(x=wanted()): return x\ny = f()",
    "method of a class": "class A:\n    def f(self, x): return wanted(x)\ny = A().f(x)",
    "class of a class": "class A:\n    def f(self): return wanted()\nclass B(A): pass\ny = B().f()",
    "attribute of a class": "class A: grad = wanted(x)\ny = A.grad",
    "generator": "def f():\n    yield wanted(x)\ny = next(f())",
    "global": "def f():\n    global y\n    y = wanted(x)\nf()",
    "closure": "def make():\n    n = wanted(x)\n    def f(): return n\n    return f\ny = make()()",
    "read in a function": "n = wanted(x)\ndef f(): return n\ny = f()",
    "made after the function": "def f(): return n\nn = wanted(x)\ny = f()",
    "context": "with wanted(x):\n    y = x",
    "bound context": "with wanted(x) as w:\n    y = w.f(x)",
    "two contexts": "with a() as b, wanted(x):\n    y = b",
    "a context that nobody reads": "with wanted(x) as w:\n    y = x",
    "context in a name": "c = wanted(x)\nwith c:\n    y = x",
    "entered": "wanted(x).__enter__()\ny = x",
    "entered in a stack": "with stack() as s:\n    s.enter_context(wanted(x))\n    y = x",
    "nested contexts": "with wanted(x):\n    if x:\n        for _ in x:\n            y = x",
    "changed in place": "y = tf.Variable(x)\ny.assign_sub(wanted(x))",
    "changed in a loop": "y = Variable(x)\nfor _ in x:\n    with tape() as t: l = f(y)\n    y.sub(t.wanted(l, y))",
    "changed, and the result kept": "y = Model()\nhistory = y.load(wanted(x))",
    "an item": "y = []\ny[0] = wanted(x)",
    "an attribute": "y = Model()\ny.a.b = wanted(x)",
    "a part": "y = Model()\ny.layers[0].set_weights(wanted(x))",
    "another name of the object": "y = tf.Variable(x)\nv = y\nv.assign(wanted(x))",
    "a name from before": "v = tf.Variable(x)\ny = v\nv.assign(wanted(x))",
    "a part by name": "y = Model()\nl = y.layers[0]\nl.set_weights(wanted(x))",
    "parts in a loop": "y = Model()\nfor l in y.layers: l.set_weights(wanted(x))",
    "in a list": "y = tf.Variable(x)\nall = [y]\nall[0].assign(wanted(x))",
    "in pairs": "y = tf.Variable(x)\nfor v, g in zip([y], wanted(x)): v.assign_sub(g)",
    "a bound method": "y = Model()\nadd = y.add\nadd(wanted(x))",
    "an optimizer": "y = tf.Variable(x)\nfor _ in x:\n    opt.apply_gradients(zip(t.wanted(y), [y]))",
    "an optimizer's result": "y = tf.Variable(x)\nr = opt.apply_gradients([(t.wanted(y), y)])",
    "minimize": "y = tf.Variable(x)\nopt.minimize(lambda: wanted(y), [y])",
    "a function's work": "y = tf.Variable(x)\ndef step():\n    y.assign_sub(wanted(y))\nfor _ in x: step()",
    "a function's work by name": "y = tf.Variable(x)\ndef step(): y.assign(wanted(y))\nrun = tf.function(step)\nrun()",
    "a function's work, its result kept": "y = tf.Variable(x)\ndef step(): y.assign(wanted(y)); return 1\nl = step()",
    "a parameter": "y = tf.Variable(x)\ndef step(v): v.assign(wanted(v))\nl = step(y)",
    "a parameter's item": "y = [0]\ndef step(v): v[0] = wanted(v)\nl = step(y)",
    "a parameter further down": "y = [0]\ndef g(v): v.append(wanted(v))\ndef f(v): g(v)\nl = f(y)",
    "mapped over": "y = tf.Variable(x)\ndef step(v): v.assign(wanted(v))\nlist(map(step, [y]))",
    "in a comprehension": "y = tf.Variable(x)\n[v.assign(wanted(v)) for v in [y]]",
    "a lambda's work": "y = tf.Variable(x)\nstep = lambda: y.assign(wanted(y))\nstep()",
    "an object's work": (
        "class T:\n    def __init__(self, v): self.v = v\n    def step(self): self.v.assign(wanted())\n"
        "y = tf.Variable(x)\nt = T(y)\nt.step()"
    ),
    "an object's result": (
        "class T:\n    def __init__(self, v): self.v = v\n    def step(self): self.v = wanted(self.v)\n"
        "t = T(x)\nt.step()\ny = t.v"
    ),
    "a method's work on a global": (
        "y = tf.Variable(x)\nclass T:\n    def step(self): y.assign(wanted())\nt = T()\nfor _ in x: t.step()"
    ),
    "out": "y = np.zeros(3)\nnp.add(wanted(x), 1, out=y)",
    "an unknown function": "y = tf.Variable(x)\nupdate(y, wanted(x))",
    "a given function": "y = tf.Variable(x)\nloss_of(y, wanted(x))",
    "tried": "try:\n    wanted(x)\n    y = 1\nexcept E:\n    y = 2",
    "caught": "try: f(x)\nexcept wanted: y = 2",
    "matched": "match wanted(x):\n    case [y, z]: y = z",
    "a way out": "y = 0\nwhile True:\n    if wanted(x): break\n    y += 1",
    "an import": "from wanted import f\ny = f.wanted(x)",
    "asserted": "for _ in x:\n    y = 1\n    assert wanted(x)",
    "augmented item": "y = [0]\ny[0] += wanted(x)",
    "annotated": "y: float = wanted(x)",
    "several targets": "a = y = b = wanted(x)",
    "an array changed": "y = np.array(x)\ndef f(v):\n    v -= wanted(v)\nf(y)",
    "dict": "d = {'a': wanted(x)}\ny = d['a']",
    "f-string": "y = f'{wanted(x)}'",
}
BESIDE = {
    "alone": "wanted(x)\ny = 1",
    "another name": "h = wanted(x)\ny = 1",
    "overwritten": "y = wanted(x)\ny = 1",
    "a pair": "z, y = wanted(x), 1",
    "dead": "y = 1\nif False: y = wanted(x)",
    "never called": "def f(): return wanted(x)\ny = 1",
    "never called, changes it": "y = tf.Variable(x)\ndef f(): y.assign(wanted(x))",
    "lambda never used": "f = lambda: wanted(x)\ny = 1",
    "after return": "def f():\n    return 1\n    return wanted(x)\ny = f()",
    "unused tape": "with wanted() as t:\n    t.watch(x)\n    z = x**2\ny = 2 * x",
    "unused gradient": "with tape() as t:\n    t.watch(x)\n    z = x**2\nt.gradient(wanted(z), x)\ny = 2 * x",
    "kept and unused": "with tape() as t:\n    t.watch(x)\n    z = x**2\ng = t.gradient(wanted(z), x)\ny = 2 * x",
    "printed": "y = 1\nprint(wanted(x))",
    "printed with it": "y = 1\nprint(y, wanted(x))",
    "another object": "y = Model()\nz = Model()\nz.add(wanted(x))",
    "another loop": "for _ in x: wanted(x)\ny = 1",
    "beside it in a loop": "for _ in x:\n    tf.wanted(x)\n    y = 1",
    "beside it in a branch": "if x:\n    z = wanted(x)\n    y = 1",
    "work of its own": "def f():\n    y = Model()\n    y.add(wanted(x))\n    return y\nf()\ny = Model()",
    "a picture of it": "y = 1\nright.bar(wanted(x), y)",
    "a file of it": "def f():\n    model.save('a')\n    z = wanted('a')\nf()\ny = model",
    "library function": "tf.matmul(x, wanted(x))\ny = x * 2",
    "own function that changes nothing": "def f(a): return wanted(a)\nz = f(x)\ny = 2 * x",
    "own function, thrown away": "def f(a): return wanted(a)\nf(x)\ny = 2 * x",
    "afterwards": "y = 1\nz = wanted(y)",
    "parameter of the same name": "def f(y): return wanted(y)\ny = 1",
    "local of the same name": "def f():\n    y = wanted(x)\n    return 0\nz = f()\ny = 1",
}


@pytest.mark.parametrize("text", MADE.values(), ids=MADE)
def test_what_a_value_is_made_from_belongs_to_it(text: str) -> None:
    """Through names, functions, objects that are changed in place, loops, branches and contexts."""
    assert is_made_with_it(text)


@pytest.mark.parametrize("text", BESIDE.values(), ids=BESIDE)
def test_what_stands_beside_a_value_does_not(text: str) -> None:
    """Code that never runs, or whose work goes elsewhere, makes nothing of it."""
    assert not is_made_with_it(text)


@pytest.mark.parametrize(
    "text", ["x = 1", "exec('y = 1')\ny = 1", "globals()['y'] = 1\ny = y", "m.__dict__['a'] = 1\ny = m.a", "y"]
)
def test_what_cannot_be_followed_is_not_guessed(text: str) -> None:
    """Where the code does not show how a name comes by its value, or binds names that are not in it."""
    assert ownership.parse_cells([text]).value_slice("y") is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("y = model.n", {"model"}),
        ("y = 3", set()),
        ("a = 1\ny = a", set()),
        ("a = b\na = 1\ny = a", set()),
        ("def f(v): return v + k\ny = f(1)", {"k"}),
        ("y = [one for one in data]", {"data"}),
        ("y = (lambda v: v)(1)", set()),
        ("y = y", {"y"}),
    ],
)
def test_what_was_there_before_is_reported(text: str, wanted: set[str]) -> None:
    """Names that the code reads and has not bound itself."""
    made = ownership.parse_cells([text]).value_slice("y")

    assert made is not None
    assert {name for name in made.wanted if not name.startswith(".")} == wanted
