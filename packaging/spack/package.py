# Spack recipe.  Put it into packages/catapult/ of a repository of your own (`spack repo create`), with the address and
# the checksum (SHA256SUMS) of the tarball that `make release` made; there is no public address yet.
from spack.package import *


class Catapult(AutotoolsPackage):
    """Terminal laboratory for the catapult phase of gradient descent."""

    license("GPL-3.0-or-later")

    # version("0.1.0", sha256="...", url="file:///path/to/catapult-0.1.0.tar.xz")

    variant("mpi", default=False, description="catapult-mpi: sweeps over the ranks of Open MPI")
    variant("tui", default=True, description="The laboratory")
    variant("native", default=False, description="Tune for the machine that builds")

    depends_on("c", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("gsl@2.5:")
    depends_on("openblas threads=pthreads")
    depends_on("zlib-api")
    depends_on("matio@1.5:")
    depends_on("libsndfile")
    depends_on("fftw")
    depends_on("curl")
    depends_on("ncurses", when="+tui")
    depends_on("openmpi", when="+mpi")

    def configure_args(self):
        return self.with_or_without("mpi") + self.with_or_without("tui") + self.enable_or_disable("native")
