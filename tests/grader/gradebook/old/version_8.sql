PRAGMA application_id=1195526961;
PRAGMA user_version=8;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR NOT NULL, 
	PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('8');
CREATE TABLE criteria (
	id INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	criterion VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	hints JSON NOT NULL, 
	possible INTEGER NOT NULL, 
	hidden BOOLEAN NOT NULL, 
	judged_by VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (digest)
);
INSERT INTO "criteria" VALUES(1,'8cffdfe297cc6ef3beb8081b9a1482ac66b434867a13396df661920977a3839c','shape','`y` has the shape (1, 1)','[]',1,0,'');
INSERT INTO "criteria" VALUES(2,'d28e639ccea37cd7c469cb5ecf8d89427c8759ed4110a22ac0a95c00f4737e83','value','`y` has the right value','["Look again.", "Which axis?", "\u00ab(1, 3)\u00bb is what is asked."]',2,0,'');
INSERT INTO "criteria" VALUES(3,'cf007562958d03c5d21b1039b49c881925ac43eca5efefb2e7e689b820681e1b','replay','`y` follows its inputs','[]',1,1,'');
INSERT INTO "criteria" VALUES(4,'3cd834d5aa7f395a3328f2953f644364e9f700b27baccd4cc00d5b5cc568bdb0','value','`y` has the right value','[]',2,0,'');
CREATE TABLE decisions (
	id INTEGER NOT NULL, 
	learner VARCHAR NOT NULL, 
	exercise VARCHAR, 
	assignment VARCHAR, 
	criterion VARCHAR, 
	kind VARCHAR(40) NOT NULL, 
	value FLOAT, 
	until VARCHAR, 
	automatic FLOAT, 
	who VARCHAR NOT NULL, 
	"when" VARCHAR NOT NULL, 
	why VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "decisions" VALUES(1,'ada','05_single_layer/elementwise',NULL,NULL,'override',3.0,NULL,2.0,'ines','2025-10-13T08:00:00+00:00','read by hand');
CREATE TABLE diagnoses (
	result_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	rule VARCHAR NOT NULL, 
	message VARCHAR NOT NULL, 
	"where" VARCHAR NOT NULL, 
	lesson VARCHAR NOT NULL, 
	hints JSON NOT NULL, proven JSON, 
	PRIMARY KEY (result_id, position), 
	FOREIGN KEY(result_id) REFERENCES results (id)
);
INSERT INTO "diagnoses" VALUES(1,0,'no_bias','It looks as if the bias is left out.','`y`','05_single_layer','["Look again.", "Which axis?", "\u00ab(1, 3)\u00bb is what is asked."]',NULL);
INSERT INTO "diagnoses" VALUES(3,0,'no_bias','It looks as if the bias is left out.','`y`','05_single_layer','["Look again.", "Which axis?", "\u00ab(1, 3)\u00bb is what is asked."]',NULL);
CREATE TABLE "findings" (
	result_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	criterion_id INTEGER NOT NULL, 
	verdict VARCHAR(40) NOT NULL, 
	message VARCHAR NOT NULL, 
	expected VARCHAR NOT NULL, 
	actual VARCHAR NOT NULL, 
	earned INTEGER NOT NULL, 
	trust VARCHAR(40) NOT NULL, 
	measured JSON NOT NULL, 
	PRIMARY KEY (result_id, position), 
	FOREIGN KEY(result_id) REFERENCES results (id), 
	FOREIGN KEY(criterion_id) REFERENCES criteria (id)
)
 WITHOUT ROWID

;
INSERT INTO "findings" VALUES(1,0,1,'pass','`y` has the shape (1, 1).','(1, 1)','',1,'reported','null');
INSERT INTO "findings" VALUES(1,1,2,'fail','1 of 1 values differs.','','float32',0,'verified','null');
INSERT INTO "findings" VALUES(1,2,3,'skip','Not judged.','','',0,'verified','null');
INSERT INTO "findings" VALUES(2,0,1,'pass','`y` has the shape (1, 1).','(1, 1)','',1,'reported','null');
INSERT INTO "findings" VALUES(2,1,4,'pass','`y` has the right value.','','',2,'verified','{"value": 9, "of": 10, "bar": 7, "reference": [7, 8, 10]}');
INSERT INTO "findings" VALUES(2,2,3,'skip','Not judged.','','',0,'verified','null');
INSERT INTO "findings" VALUES(3,0,1,'pass','`y` has the shape (1, 1).','(1, 1)','',1,'reported','null');
INSERT INTO "findings" VALUES(3,1,2,'fail','1 of 1 values differs.','','float32',0,'verified','null');
INSERT INTO "findings" VALUES(3,2,3,'skip','Not judged.','','',0,'verified','null');
CREATE TABLE forgotten (
	id INTEGER NOT NULL, 
	last_decision INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE regrades (
	id INTEGER NOT NULL, 
	who VARCHAR NOT NULL, 
	"when" VARCHAR NOT NULL, 
	why VARCHAR NOT NULL, 
	course_digest VARCHAR NOT NULL, 
	counts JSON NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE releases (
	id INTEGER NOT NULL, 
	assignment VARCHAR NOT NULL, 
	who VARCHAR NOT NULL, 
	"when" VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (assignment)
);
CREATE TABLE results (
	id INTEGER NOT NULL, 
	submission_id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	cached BOOLEAN NOT NULL, 
	exercise_digest VARCHAR NOT NULL, 
	reference_key VARCHAR NOT NULL, 
	grader_version VARCHAR NOT NULL, 
	grade_key VARCHAR NOT NULL, 
	attempted BOOLEAN NOT NULL, 
	graded VARCHAR NOT NULL, 
	earned INTEGER NOT NULL, 
	possible INTEGER NOT NULL, 
	unscored INTEGER NOT NULL, regrade_id INTEGER REFERENCES regrades (id), diagnosed_by VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(submission_id) REFERENCES submissions (id), 
	FOREIGN KEY(run_id) REFERENCES runs (id)
);
INSERT INTO "results" VALUES(1,1,1,0,'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff','0.1.0','6942f0beadeee9f69ba4ed039f0f7d850a4d9124557b5938d81ffd03ff07c6af',1,'2025-11-03T08:00:01.000005+00:00',1,4,0,NULL,NULL);
INSERT INTO "results" VALUES(2,2,2,0,'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff','0.1.0','25af7be2e08af459d85bc7a68fddb450c0f36f73fc8a2ec9a7af9c197d1bad03',1,'2025-11-03T08:00:01.000005+00:00',3,4,0,NULL,NULL);
INSERT INTO "results" VALUES(3,3,3,0,'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff','0.1.0','fda4fbaf56d8c78d160fb6fb05385a473eca993cfa241dbb131636bde2cc404c',1,'2025-11-03T08:00:01.000005+00:00',1,4,0,NULL,NULL);
INSERT INTO "results" VALUES(4,4,4,0,'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff','0.1.0','cd9fab572f557bd3b8db6a3f6bc837215469a113c684900ef08651b048c40497',1,'2025-11-03T08:00:01.000005+00:00',0,0,0,NULL,NULL);
CREATE TABLE "runs" (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	outcome VARCHAR(40) NOT NULL, 
	wall_s FLOAT NOT NULL, 
	cpu_s FLOAT NOT NULL, 
	peak_mib FLOAT NOT NULL, 
	message VARCHAR NOT NULL, 
	changes JSON NOT NULL, hints_cpu_s FLOAT, 
	PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','ok',0.25,0.125,80.5,'','[]',NULL);
INSERT INTO "runs" VALUES(2,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','ok',0.25,0.125,80.5,'','[]',NULL);
INSERT INTO "runs" VALUES(3,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','ok',0.25,0.125,80.5,'','[]',NULL);
INSERT INTO "runs" VALUES(4,'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','unreadable',0.25,0.125,80.5,'The file is no notebook.','[{"kind": "recovered", "sentence": "It broke off, and was read to its last whole line.", "cell": null, "line": null}]',NULL);
CREATE TABLE submissions (
	id INTEGER NOT NULL, 
	learner VARCHAR NOT NULL, 
	exercise VARCHAR NOT NULL, 
	attempt INTEGER NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	path VARCHAR NOT NULL, 
	received VARCHAR NOT NULL, submitted VARCHAR, 
	PRIMARY KEY (id), 
	UNIQUE (learner, exercise, attempt)
);
INSERT INTO "submissions" VALUES(1,'ada','05_single_layer/elementwise',1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','handed_in/ada/05_single_layer/elementwise.ipynb','2025-11-03T08:00:00.120000+00:00',NULL);
INSERT INTO "submissions" VALUES(2,'ada','05_single_layer/elementwise',2,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','handed_in/ada/05_single_layer/elementwise.ipynb','2025-11-03T08:00:00.120000+00:00',NULL);
INSERT INTO "submissions" VALUES(3,'Émile Żółtowski','05_single_layer/elementwise',1,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','handed_in/Émile Żółtowski/05_single_layer/elementwise.ipynb','2025-11-03T08:00:00.120000+00:00',NULL);
INSERT INTO "submissions" VALUES(4,'ada','06_multi_layer/two_layers',1,'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','handed_in/ada/06_multi_layer/two_layers.ipynb','2025-11-03T08:00:00.120000+00:00',NULL);
CREATE TRIGGER submissions_no_update BEFORE UPDATE ON submissions BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no UPDATE of submissions'); END;
CREATE TRIGGER submissions_no_delete BEFORE DELETE ON submissions BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no DELETE of submissions'); END;
CREATE TRIGGER results_no_update BEFORE UPDATE ON results BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no UPDATE of results'); END;
CREATE TRIGGER results_no_delete BEFORE DELETE ON results BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no DELETE of results'); END;
CREATE TRIGGER diagnoses_no_update BEFORE UPDATE ON diagnoses BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no UPDATE of diagnoses'); END;
CREATE TRIGGER diagnoses_no_delete BEFORE DELETE ON diagnoses BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no DELETE of diagnoses'); END;
CREATE TRIGGER regrades_no_update BEFORE UPDATE ON regrades BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no UPDATE of regrades'); END;
CREATE TRIGGER regrades_no_delete BEFORE DELETE ON regrades BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no DELETE of regrades'); END;
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no UPDATE of decisions'); END;
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no DELETE of decisions'); END;
CREATE TRIGGER criteria_no_update BEFORE UPDATE ON criteria BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no UPDATE of criteria'); END;
CREATE TRIGGER criteria_no_delete BEFORE DELETE ON criteria BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no DELETE of criteria'); END;
CREATE TRIGGER findings_no_update BEFORE UPDATE ON findings BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no UPDATE of findings'); END;
CREATE TRIGGER findings_no_delete BEFORE DELETE ON findings BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no DELETE of findings'); END;
CREATE TRIGGER forgotten_no_update BEFORE UPDATE ON forgotten BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no UPDATE of forgotten'); END;
CREATE TRIGGER forgotten_no_delete BEFORE DELETE ON forgotten BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no DELETE of forgotten'); END;
CREATE INDEX ix_results_submission_id ON results (submission_id);
CREATE INDEX ix_decisions_learner ON decisions (learner);
CREATE INDEX ix_runs_key ON runs ("key");
CREATE TRIGGER runs_no_update BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no UPDATE of runs'); END;
CREATE TRIGGER runs_no_delete BEFORE DELETE ON runs BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no DELETE of runs'); END;
CREATE TRIGGER releases_no_update BEFORE UPDATE ON releases BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no UPDATE of releases'); END;
CREATE TRIGGER releases_no_delete BEFORE DELETE ON releases BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no DELETE of releases'); END;
COMMIT;
