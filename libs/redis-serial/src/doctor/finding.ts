/** The kinds of findings; the list may grow. */
export type DoctorFindingCode =
  | 'VERSION'
  | 'REPLICA'
  | 'LOADING'
  | 'EVICTION'
  | 'NO_PERSISTENCE'
  | 'NO_AOF'
  | 'AOF_FSYNC'
  | 'NO_REPLICA'
  | 'REPLICA_BEHIND'
  | 'SPLIT_BRAIN'
  | 'CLOCK'
  | 'FULL_COVERAGE'
  | 'RUN_HIDDEN'
  | 'SMALL_SERIES'
  | 'CONFIRM'
  | 'CLIENT_OPTIONS'
  | 'UNCHECKED';

/** A setting of a Redis server that endangers numbers or locks. */
export interface DoctorFinding {
  /** The stable name of the kind. */
  readonly code: DoctorFindingCode;
  /** `'danger'`: numbers come twice, locks vanish or nothing works, even without a hardware failure. */
  readonly severity: 'danger' | 'warning';
  /** What was found, in a few words. */
  readonly title: string;
  /** What it means for numbers and for locks. */
  readonly consequence: string;
  /** The setting that cures it. */
  readonly cure: string;
  /** The server, as `host:port` or the path of its socket. */
  readonly node: string;
}

/** A finding of one check, without the server. */
export type Symptom = Omit<DoctorFinding, 'node'>;
