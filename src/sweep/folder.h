/* folder.h - the folder of a sweep: which journals it has, and whether this sweep may write there. */
#ifndef SWEEP_FOLDER_H
#define SWEEP_FOLDER_H

#include "sweep/journal.h"

/* Makes the folder if there is none.  Refuses it if it holds another sweep, or without resume this one.  Then opens
 * the journal of options' shard.  taken: the rows of shards' journals if the whole sweep is resumed; else empty. */
enum catapult_status folder_open_journal(const struct sweep *sweep, const struct sweep_options *options,
                                         struct journal *journal, struct sweep_rows *taken, struct catapult_error *err);

#endif
