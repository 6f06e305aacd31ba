# %% the names are counted and the data set is asked for its length
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = len(dataset_info.features["label"].names)
num_training_examples = len(training_set)

# %% the arguments from a dictionary
options = {"split": "train", "as_supervised": True, "with_info": True}
training_set, dataset_info = tfds.load("mnist", **options)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% all parts are loaded and the one for training is taken out
data_sets, dataset_info = tfds.load("mnist", as_supervised=True, with_info=True)
training_set = data_sets["train"]

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% two parts in a list
(training_set, test_set), dataset_info = tfds.load(
    "mnist",
    split=["train", "test"],
    as_supervised=True,
    with_info=True,
)

label_feature = dataset_info.features["label"]
num_classes = label_feature.num_classes
num_training_examples = dataset_info.splits["train"].num_examples
print("for testing:", dataset_info.splits["test"].num_examples)

# %% the pair is unpacked by index
loaded = tfds.load(name="mnist", split="train", as_supervised=True, with_info=True)
training_set = loaded[0]
dataset_info = loaded[1]

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% the constant for the part
training_set, dataset_info = tfds.load("mnist", split=tfds.Split.TRAIN, with_info=True, as_supervised=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits[tfds.Split.TRAIN].num_examples

# %% the cardinality of the data set
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = training_set.cardinality().numpy()

# %% the pictures are counted by going through them
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = 0
for _ in training_set:
    num_training_examples += 1

# %% a function that returns all four
def load_training(name):
    data, info = tfds.load(name, split="train", as_supervised=True, with_info=True)
    return data, info, info.features["label"].num_classes, info.splits["train"].num_examples


training_set, dataset_info, num_classes, num_training_examples = load_training("mnist")

# %% the data set and the description are loaded one after the other
training_set = tfds.load("mnist", split="train", as_supervised=True)
_, dataset_info = tfds.load("mnist", split="train", with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% the dictionaries are made pairs afterwards
training_set, dataset_info = tfds.load("mnist", split="train", with_info=True)
training_set = training_set.map(lambda example: (example["image"], example["label"]))

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% with a look at the description and at a few labels
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)
print(dataset_info.features)
print(list(dataset_info.splits))

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

for image, label in training_set.take(3):
    print(image.shape, dataset_info.features["label"].int2str(int(label)))
few = training_set.batch(8).take(1)
print(few.element_spec)

# %% the clothes are looked at once more before the digits
clothes, clothes_info = tfds.load("fashion_mnist", split="train", as_supervised=True, with_info=True)
print("clothes:", clothes_info.splits["train"].num_examples)

training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)
num_training_examples = dataset_info.splits["train"].num_examples
num_classes = dataset_info.features["label"].num_classes
print(f"mnist: {num_training_examples} pictures of {num_classes} classes")
