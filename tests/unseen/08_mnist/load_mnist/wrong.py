# %% wiring: the part for testing is loaded and counted instead of the one for training
training_set, dataset_info = tfds.load("mnist", split="test", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["test"].num_examples

# %% wiring: the pictures of the part for testing are counted
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["test"].num_examples

# %% wiring: the data set and its description are swapped when the pair is unpacked
dataset_info, training_set = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = training_set.features["label"].num_classes
num_training_examples = training_set.splits["train"].num_examples

# %% wiring: the clothes of the worked example are loaded instead of the digits
training_set, dataset_info = tfds.load("fashion_mnist", split="train", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% wiring: the digits are loaded, but the description is that of the clothes
training_set = tfds.load("mnist", split="train", as_supervised=True)
_, dataset_info = tfds.load("fashion_mnist", split="train", with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% wiring: both parts are added up for the number of training pictures
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples + dataset_info.splits["test"].num_examples

# %% wiring: the part for testing is loaded afterwards under the same name
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# a look at the test pictures as well
training_set, dataset_info = tfds.load("mnist", split="test", as_supervised=True, with_info=True)

# %% wiring: the two answers are swapped
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_training_examples = dataset_info.features["label"].num_classes
num_classes = dataset_info.splits["train"].num_examples

# %% wiring: everything is loaded within a function that returns nothing
def load(name):
    training_set, dataset_info = tfds.load(name, split="train", as_supervised=True, with_info=True)
    num_classes = dataset_info.features["label"].num_classes
    num_training_examples = dataset_info.splits["train"].num_examples


load("mnist")
print(num_classes, num_training_examples)

# %% wiring: the loaded pair is kept as one thing, so the training set is a tuple
training_set = tfds.load("mnist", split="train", as_supervised=True, with_info=True)
dataset_info = training_set[1]

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% wiring: the training set is loaded once more without the pairs and this one is kept
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)
training_set = tfds.load("mnist", split="train")

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% wiring: the training set is cut to its first thousand pictures after loading
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples
training_set = training_set.take(1000)

# %% wiring: the pictures are put into batches, and the batches are counted
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)
training_set = training_set.batch(32)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = len(training_set)

# %% wiring: the entry of the part is kept, not the number that it knows
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"]

# %% wiring: the classes are asked from the entry of the picture, whose first number is the height
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = dataset_info.features["image"].shape[0]
num_training_examples = dataset_info.splits["train"].num_examples

# %% wiring: each pair is turned round, the label comes first and the picture second
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)
training_set = training_set.map(lambda image, label: (label, image))

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% wiring: the names of the classes are kept instead of how many there are
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].names
num_training_examples = dataset_info.splits["train"].num_examples

# %% other: the examples are dictionaries, as_supervised is left out
training_set, dataset_info = tfds.load("mnist", split="train", with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% other: no part is named, so the training set is a dictionary of all parts
training_set, dataset_info = tfds.load("mnist", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% other: the part is given in a list, so the training set is a list of one data set
training_set, dataset_info = tfds.load("mnist", split=["train"], as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% other: only four fifths of the training part are loaded
training_set, dataset_info = tfds.load("mnist", split="train[:80%]", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train[:80%]"].num_examples

# %% other: both figures are typed in from memory instead of asked
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = 10
num_training_examples = 60000

# %% other: the number of classes is the number of different labels among the first five pictures
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = len({int(label) for _, label in training_set.take(5)})
num_training_examples = dataset_info.splits["train"].num_examples
