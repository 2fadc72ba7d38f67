/* main.c - catapult-mpi: the command `sweep` with the ranks of mpirun as workers.
 *
 * Only rank 0 reads the command line, writes files and prints; a job contains all that the other ranks need. */
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <mpi.h>
#include <stdio.h>
#include <string.h>

#include "base/parallel.h"
#include "cmd/cmd.h"
#include "cmd/kernels.h"
#include "cmd/options.h"
#include "cmd/progress.h"
#include "cmd/sweep.h"
#include "base/process.h"
#include "mpi/ranks.h"

static int mpi_print_usage(void)
{
    printf("usage: mpirun [-n RANKS] catapult-mpi sweep PRESET [OPTION]...\n\n"
           "The same as `catapult sweep`, one run at a time on every rank; rows are equal to the bit.\n\n"
           "examples:\n"
           "  mpirun -n 64 catapult-mpi sweep cifar2 --etas 0.2crit:6crit:24 --seeds 5 --out fig2b.sweep\n"
           "  mpirun -n 64 catapult-mpi sweep cifar2 --etas 0.2crit:6crit:24 --seeds 5 --out fig2b.sweep --resume\n"
           "  mpirun -n 1 catapult-mpi sweep --help\n");
    return EXIT_DONE;
}

static int mpi_dispatch(int argc, char **argv, struct team *team)
{
    struct catapult_error err;
    if (argc > 1 && strcmp(argv[1], "sweep") == 0)
        return cmd_sweep(argc - 1, argv + 1, team);
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        return mpi_print_usage();
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        options_print_version();
        return EXIT_DONE;
    }
    catapult_error_set(&err, CATAPULT_STATUS_USAGE,
                       "catapult-mpi knows one command, sweep%s%.60s%s (see catapult-mpi --help)",
                       argc > 1 ? ", and not '" : "", argc > 1 ? argv[1] : "", argc > 1 ? "'" : "");
    return cmd_fail(&err);
}

/* Runs the command on rank 0.  After an interruption or the loss of a rank it aborts, because such ranks would never
 * call MPI_Finalize. */
static int lead(int argc, char **argv, struct team *own)
{
    struct team *team = team_ranks(own);
    int code = cmd_finish(mpi_dispatch(argc, argv, team));
    bool alone = progress_interrupted() || team_ranks_lost(team);
    if (alone) {
        own->class->end(own);
        MPI_Abort(MPI_COMM_WORLD, code);
    }
    team->class->end(team);
    return code;
}

int main(int argc, char **argv)
{
    pool_without_idle(argc, argv);
    kernels_choose(argc, argv);
    if (!streams_open())
        return EXIT_USAGE;
    gsl_set_error_handler_off();
    setlocale(LC_CTYPE, "");
    setlocale(LC_NUMERIC, "C");

    int rank, code = EXIT_DONE;
    struct team *own = team_processes(1);
    if (!own) {
        struct catapult_error err;
        catapult_error_set(&err, CATAPULT_STATUS_NOMEM, "cannot start a process: %s", strerror(errno));
        return cmd_fail(&err);
    }
    MPI_Init(&argc, &argv);
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (rank == 0)
        code = lead(argc, argv, own);
    else
        ranks_serve(own);
    MPI_Finalize();
    return code;
}
