"""Code that runs INSIDE: next to learner code, in the sandbox, where nothing is trusted and nothing is secret.

The jail sees only this package, `grader.sandbox.inside`, `grader.evidence` and `grader.errors` of the grader. Begin
with `setup`, which defines what a child does, and with `probe.observe`, which answers a request.

The process and its tasks:

setup          what a process imports before it forks, and what each child then does
app            the IPython kernel of one submission
clean_room     rebuilds models, in a child where no learner code ran
tuning         measures that only increase speed

Observing what learners' code left:

probe          looks at it and answers the request; `time_budget` limits the time of each look
describe       one object, by its kind; `behaviour` observes what a model does, `compiled` how it was compiled
               and how a callback was made
networks       a Keras model's structure; `call_graph`, `steps` and `tracing` find what it calls
rewriting      a model that contains code, expressed in Keras' own layers
divergence     where a model first departs from the reference
model_parts    what a clean room needs of a model, and the questions that both sides ask a model
datasets       a `tf.data` pipeline
fits           what each call of `fit` was given; `fit_features` splits a batch into features and labels
figures        what figures show

Running the answer's cells again:

rerun          on inputs that they have not seen; `replays` prepares their code, `substitutes` replaces models
origins        with different values at the places that make them
taken_out      without the operations that they were asked to use
put_back       temporary changes that any of these makes
"""
