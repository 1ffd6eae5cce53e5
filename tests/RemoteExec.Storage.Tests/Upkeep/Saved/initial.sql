CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);

BEGIN TRANSACTION;
CREATE TABLE "Answers" (
    "TokenId" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "BodyHash" BLOB NOT NULL,
    "Status" INTEGER NOT NULL,
    "Body" BLOB NOT NULL,
    "At" INTEGER NOT NULL,
    CONSTRAINT "PK_Answers" PRIMARY KEY ("TokenId", "Key")
);

CREATE TABLE "ApiTokens" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_ApiTokens" PRIMARY KEY,
    "Hash" BLOB NOT NULL,
    "Name" TEXT NOT NULL,
    "Role" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "ExpiresAt" INTEGER NULL
);

CREATE TABLE "Events" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Events" PRIMARY KEY AUTOINCREMENT,
    "At" INTEGER NOT NULL,
    "Kind" TEXT NOT NULL,
    "MachineId" TEXT NULL,
    "Machine" TEXT NULL,
    "ProcessId" INTEGER NULL,
    "Json" TEXT NULL
);

CREATE TABLE "JoinTokens" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_JoinTokens" PRIMARY KEY,
    "Secret" BLOB NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "ExpiresAt" INTEGER NOT NULL,
    "SpentBy" TEXT NULL
);

CREATE TABLE "Machines" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Machines" PRIMARY KEY,
    "Name" TEXT NOT NULL,
    "Json" TEXT NOT NULL
);

CREATE TABLE "Output" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Output" PRIMARY KEY AUTOINCREMENT,
    "ProcessId" INTEGER NOT NULL,
    "Stream" INTEGER NOT NULL,
    "Offset" INTEGER NOT NULL,
    "Length" INTEGER NOT NULL,
    "At" INTEGER NOT NULL,
    "Bytes" BLOB NOT NULL
);

CREATE TABLE "Passwords" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Passwords" PRIMARY KEY AUTOINCREMENT,
    "Hash" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "ExpiresAt" INTEGER NULL
);

CREATE TABLE "Processes" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Processes" PRIMARY KEY,
    "MachineId" TEXT NOT NULL,
    "WireId" INTEGER NOT NULL,
    "State" INTEGER NOT NULL,
    "Ended" INTEGER NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "Json" TEXT NOT NULL
);

CREATE UNIQUE INDEX "IX_ApiTokens_Hash" ON "ApiTokens" ("Hash");

CREATE INDEX "IX_Events_At" ON "Events" ("At");

CREATE INDEX "IX_Machines_Name" ON "Machines" ("Name");

CREATE INDEX "IX_Output_ProcessId_Id" ON "Output" ("ProcessId", "Id");

CREATE INDEX "IX_Processes_Ended_Id" ON "Processes" ("Ended", "Id");

CREATE INDEX "IX_Processes_MachineId_Ended" ON "Processes" ("MachineId", "Ended");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261123092407_Initial', '10.0.15');

COMMIT;

-- What the first version wrote.
INSERT INTO "Machines" ("Id","Name","Json") VALUES ('m-aaaaaaaaaaaaaaaaaaaaaaaaaa','projector-left','{"id":"m-aaaaaaaaaaaaaaaaaaaaaaaaaa","name":"projector-left","agentKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","enrolled":true,"revoked":false,"namedByOperator":false,"addresses":["192.0.2.7"],"labels":{"wall":"east"},"firstSeen":"2026-11-23T10:00:00+00:00","lastSeen":"2026-11-23T10:05:00+00:00","agent":"remoteexec-agent 0.1.0","dialect":"BE16","extensions":["identity","setup","journal"],"nextWireId":3}');
INSERT INTO "Processes" ("Id","MachineId","WireId","State","Ended","CreatedAt","Json") VALUES (1,'m-aaaaaaaaaaaaaaaaaaaaaaaaaa',1,5,1,1795428000000,'{"id":1,"machineId":"m-aaaaaaaaaaaaaaaaaaaaaaaaaa","wireId":1,"executable":{"application":"warp","path":"/opt/show","arguments":["--profile","left"],"delayMilliseconds":0},"state":5,"createdAt":"2026-11-23T10:00:00+00:00","message":"","exitCode":0,"attempt":1,"startedAt":"2026-11-23T10:00:01+00:00","endedAt":"2026-11-23T10:00:02+00:00","answered":true,"stopRequested":false,"requestedBy":"admin"}');
INSERT INTO "Events" ("Id","At","Kind","MachineId","Machine","ProcessId","Json") VALUES (1,1795428000000,'machine.added','m-aaaaaaaaaaaaaaaaaaaaaaaaaa','projector-left',NULL,NULL);
