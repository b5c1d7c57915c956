/** The Python of other projects' contenders: what AIRWORTHY_PYTHON names, else python3. Each gets one thread. */
export const python = process.env.AIRWORTHY_PYTHON ?? "python3";

export const pythonEnvironment = {
  ...process.env,
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  PYTHONDONTWRITEBYTECODE: "1",
};
