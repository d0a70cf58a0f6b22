"""CD-1 and PCD-1 with PyTorch's ops; binary or Gaussian visible units."""

from serve import end_as_missing, read_args, serve

try:
    import torch
    from torch import addmm, bernoulli, sigmoid
    from read_rows import read_rows
except (ImportError, OSError) as error:
    end_as_missing(error)


def mean_hidden(visible):
    return sigmoid(addmm(hidden_bias, visible, weights))


def sample_visible(hidden):
    field = addmm(visible_bias, hidden, weights.T)
    if args["visible"] == "gaussian":
        return field.add_(torch.randn_like(field))
    return bernoulli(field.sigmoid_())


def step(visible):
    hidden_mean = mean_hidden(visible)
    persistent = args["estimator"] == "pcd"
    hidden = chains[:len(visible)] if persistent else bernoulli(hidden_mean)
    visible_after = sample_visible(hidden)
    hidden_after = mean_hidden(visible_after)
    if persistent:
        torch.bernoulli(hidden_after, out=hidden)

    share = 1 / len(visible)
    weights_velocity.addmm_(visible.T, hidden_mean, beta=args["momentum"], alpha=share)
    weights_velocity.addmm_(visible_after.T, hidden_after, alpha=-share)
    weights_velocity.add_(weights, alpha=-args["weightDecay"])
    visible_velocity.mul_(args["momentum"]).add_((visible - visible_after).mean(0))
    hidden_velocity.mul_(args["momentum"]).add_((hidden_mean - hidden_after).mean(0))
    weights.add_(weights_velocity, alpha=args["learningRate"])
    visible_bias.add_(visible_velocity, alpha=args["learningRate"])
    hidden_bias.add_(hidden_velocity, alpha=args["learningRate"])


def train():
    for indices in torch.randperm(len(x)).split(args["batchSize"]):
        step(x[indices])


args = read_args()
torch.set_num_threads(args["threads"])
torch.set_grad_enabled(False)
torch.manual_seed(args["seed"])
x = torch.from_numpy(read_rows(args))
num_visible, num_hidden = args["sizes"]
weights = torch.randn(num_visible, num_hidden).mul_(0.01)
visible_bias = torch.zeros(num_visible)
hidden_bias = torch.zeros(num_hidden)
weights_velocity = torch.zeros_like(weights)
visible_velocity = torch.zeros_like(visible_bias)
hidden_velocity = torch.zeros_like(hidden_bias)
chains = torch.zeros(args["batchSize"], num_hidden)
serve(train, {"torch": torch.__version__}, x.nbytes)
