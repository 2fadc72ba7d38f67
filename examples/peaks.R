#!/usr/bin/env Rscript
# peaks.R - the largest loss and the last lambda_1 of every model of a run.
#
#     catapult run single --csv FILE
#     Rscript peaks.R FILE
#
# The first line is a comment with all settings, the second has the names.
file <- commandArgs(trailingOnly = TRUE)[1]
rows <- read.csv(file, comment.char = "#")
for (model in unique(rows$model)) {
    run <- rows[rows$model == model, ]
    at <- which.max(run$train_loss)
    lambda <- run$lambda_1[!is.na(run$lambda_1)]
    cat(sprintf("%s: largest loss %.6g at step %d, lambda_1 %.6g to %.6g\n", model, run$train_loss[at], run$step[at],
                lambda[1], lambda[length(lambda)]))
}
