# exercise: 20_fashion_mnist/fashion_classifier

# %% [markdown]
# # A network of your own
#
# Until now somebody else said how many layers a network has and how large they are. Nobody knows that ahead: people
# try something sensible, look at the result, and try again. Here you do the same, with pictures that are harder to
# tell apart than digits.
#
# **You will learn** which parts of a network the task decides, which ones are yours to choose, and how to go from an
# empty cell to a trained classifier.

# %% [markdown]
# ## The idea
#
# *Fashion-MNIST* was made by the company Zalando to replace the digits: 28 by 28 pixels, one shade of grey, ten
# classes. But a shirt looks much more like a coat than a 1 looks like an 8, so there is more to learn.
#
# What the task decides:
#
# - **The input.** The pictures have the shape `(28, 28, 1)`, and their pixels should lie between 0 and 1.
# - **The output.** There are ten classes, so there are ten neurons, and softmax turns them into probabilities.
# - **The loss.** The labels are plain numbers from 0 to 9, so it is `'sparse_categorical_crossentropy'`.
#
# What you decide:
#
# - **The hidden layers.** How many, of which kind, how wide, with which activation? There has to be at least one, with an
#   activation. Without an activation two dense layers are not more than one: a matrix times a matrix is a matrix.
# - **The optimizer.** Adam is a good start.
# - **The number of epochs.** Too few, and the network has not finished learning. What too many do is the subject of the
#   next lesson.

# %% [markdown]
# ## A worked example
#
# Why does a hidden layer need an activation? Two layers without one, written as matrices, give the same as a single
# layer whose matrix is their product:

# %%
import matplotlib.pyplot as plt
import tensorflow as tf
import tensorflow_datasets as tfds

# %%
tf.random.set_seed(7)

some_inputs = tf.random.normal((3, 8))
first_matrix = tf.random.normal((8, 5))
second_matrix = tf.random.normal((5, 2))

one_after_the_other = (some_inputs @ first_matrix) @ second_matrix
at_once = some_inputs @ (first_matrix @ second_matrix)
print("largest difference: {:.0e}".format(tf.reduce_max(abs(one_after_the_other - at_once))))

bent = tf.nn.relu(some_inputs @ first_matrix) @ second_matrix
print("largest difference, with ReLU in between: {:.1f}".format(tf.reduce_max(abs(bent - at_once))))

# %% [markdown]
# ## The material
#
# The next cells load the pictures, make batches of them as in the lesson on pipelines, and show the first one of each
# class.

# %%
training_set, dataset_info = tfds.load("fashion_mnist", split="train", as_supervised=True, with_info=True)

class_names = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"]
num_training_examples = dataset_info.splits["train"].num_examples
print("There are {:,} pictures to learn from.".format(num_training_examples))


# %%
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_batches = training_set.map(normalize).cache().shuffle(num_training_examples // 4).batch(64).prefetch(1)

# %%
samples = {}
for picture, number in training_set.take(200):
    samples.setdefault(int(number), picture.numpy().squeeze())

figure, places = plt.subplots(2, 5, figsize=(8, 3.6))
for number, place in enumerate(places.flat):
    place.imshow(samples[number], cmap=plt.cm.binary)
    place.set_title("{}: {}".format(number, class_names[number]))
    place.axis("off")
plt.show()

# %% [markdown]
# The next cell holds two numbers to begin with. Both are suggestions: you may change them, or not use `hidden_neurons`
# at all. Only fewer than 5 epochs are not enough.

# %%
EPOCHS = 5
hidden_neurons = 128

# %% [markdown]
# ## Your task
#
# 1. Build a network called `my_model`. It gets pictures of shape `(28, 28, 1)`, has at least one hidden layer with an
#    activation, and ends in ten neurons with softmax. Everything else is up to you: dense layers, convolutions, dropout.
#    Use Keras' own layers, and no more than two million parameters.
# 2. Compile it with an optimizer of your choice, a loss that fits the labels, and the metric `'accuracy'`.
# 3. Train it on `training_batches` for at least 5 epochs in one call of `fit`, and keep what that returns as `history`.
#
# `my_model` will then be shown 1,000 pictures that are not among these. It should name as many of them rightly as a
# network with one hidden layer of 128 neurons does after 5 epochs: more than 3 of 4.

# %%
# BEGIN SOLUTION
# BLANK: my_model = ...
# BLANK:
# BLANK: history = ...
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The next cell draws the loss of each epoch. It should fall all the way, and the accuracy of the last epoch should be
# above 80 percent. If it is not, look for the usual causes first: the loss, the activation of the last layer, the number
# of neurons in it. Only then try a wider layer, another optimizer or more epochs, and always start from a new model.

# %%
if isinstance(history, tf.keras.callbacks.History):
    losses = history.history["loss"]
    plt.plot(range(1, len(losses) + 1), losses, marker="o")
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.show()
    print("accuracy of the last epoch: {:.1%}".format(history.history.get("accuracy", [0.0])[-1]))
