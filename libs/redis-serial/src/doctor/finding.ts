/** What a finding is about; the list may grow. */
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
  | 'UNCHECKED';

/** A setting of a Redis server by which numbers or locks can be lost. */
export interface DoctorFinding {
  /** A stable name of what was found. */
  readonly code: DoctorFindingCode;
  /** `'danger'`: numbers come twice, locks vanish or nothing works, and that without any failure of hardware. */
  readonly severity: 'danger' | 'warning';
  /** What was found, in a few words. */
  readonly title: string;
  /** What it means for numbers and for locks. */
  readonly consequence: string;
  /** The setting that puts it right. */
  readonly cure: string;
  /** The server, as `host:port` or the path of its socket. */
  readonly node: string;
}

/** A finding of one check, which does not care which server it looks at. */
export type Symptom = Omit<DoctorFinding, 'node'>;
