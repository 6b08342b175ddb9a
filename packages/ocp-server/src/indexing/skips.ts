/**
 * What is left out of every index unless somebody asks for it, and what is left out whoever asks. All names are
 * compared in lower case.
 */

/** Names of folders and files that hold a version control system's own records. */
const REPOSITORIES = words(".git .hg .svn .jj .bzr .pijul _darcs");

const SECRET_FOLDERS = words(".ssh .gnupg .gcloud .password-store");

/** Files that hold secrets only where they stand, with the folder they stand in. */
const SECRET_PLACES = words(".docker/config.json .kube/config .cargo/credentials .cargo/credentials.toml gh/hosts.yml");

const SECRET_NAMES = words(
  "credentials credentials.json credentials.yml credentials.yaml .credentials .credentials.json .git-credentials " +
    ".npmrc .netrc _netrc .pypirc .pgpass pgpass.conf .my.cnf .mylogin.cnf .htpasswd .dockercfg .dockerconfigjson " +
    ".s3cfg .boto .vault-token .vault_pass .terraformrc terraform.rc .envrc .secrets secrets.env " +
    "secrets.json secrets.yml secrets.yaml secrets.toml secret.json secret.yml secret.yaml " +
    "application_default_credentials.json service-account.json service_account.json master.key",
);

const SECRET_ENDINGS = words("pem key p12 pfx kdbx kdb jks keystore ppk keytab ovpn agekey tfstate p8 pkcs12 env asc");

const SECRET_SHAPE = /^id_(?:rsa|dsa|ecdsa|ed25519)|^client_secret.*\.json$|\.tfstate\./;

const SAFE_ENV = /\.(?:example|sample|template)$|^(?:example|sample|template)\.env$/;

const FOLDERS = words(
  "node_modules bower_components jspm_packages .pnpm-store .pnp .yarn " +
    ".venv venv virtualenv __pycache__ .tox .nox .eggs site-packages .ipynb_checkpoints .mypy_cache .pytest_cache " +
    ".ruff_cache .hypothesis .pytype .gradle .m2 .next .nuxt .output .svelte-kit .astro .angular .expo .vercel " +
    ".netlify .serverless .docusaurus .turbo .parcel-cache .rollup.cache .rpt2_cache .vite .cache .nyc_output htmlcov " +
    ".terraform .terragrunt-cache .dart_tool deriveddata xcuserdata elm-stuff .stack-work dist-newstyle .bloop .metals " +
    ".idea .vs .fleet .history .ccls-cache .clangd .direnv .devenv .bundle .rustup .sass-cache .eslintcache",
);

const LOCK_FILES = words(
  "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock cargo.lock poetry.lock " +
    "uv.lock pdm.lock pipfile.lock conda-lock.yml composer.lock gemfile.lock go.sum go.work.sum mix.lock pubspec.lock " +
    "podfile.lock cartfile.resolved package.resolved packages.lock.json project.assets.json paket.lock gradle.lockfile " +
    "flake.lock conan.lock .terraform.lock.hcl module.bazel.lock elm.lock chart.lock pixi.lock shard.lock " +
    ".ds_store thumbs.db desktop.ini 4913 .pnp.cjs .pnp.loader.mjs",
);

/** Endings of files that hold no text worth reading: pictures, sound, archives, programs, data bases, build products. */
const ENDINGS = words(
  "png jpg jpeg gif bmp ico icns webp avif heic heif tif tiff psd ai eps sketch fig xcf svg raw cr2 nef dng jxl " +
    "mp3 mp4 m4a m4v mov avi mkv webm wav flac ogg oga ogv aac wma wmv aiff mid midi " +
    "zip gz tgz bz2 tbz xz txz zst lz lz4 lzma 7z rar tar jar war ear whl egg nupkg gem crate deb rpm apk aab ipa dmg " +
    "iso img pkg msi cab xpi vsix asar br snappy " +
    "exe dll so dylib a lib o obj ko class pyc pyo pyd wasm bc elc beam rlib rmeta pdb ilk exp node bin " +
    "pdf doc docx xls xlsx ppt pptx odt ods odp rtf epub mobi " +
    "ttf otf woff woff2 eot fon pfb " +
    "db sqlite sqlite3 db3 mdb accdb db-wal db-shm db-journal sqlite-wal sqlite-shm sqlite3-wal sqlite3-shm rdb frm ibd " +
    "parquet arrow feather avro orc npy npz pkl pickle h5 hdf5 mat rds rdata onnx pt pth ckpt safetensors gguf ggml " +
    "tflite pb tfrecord joblib " +
    "blend fbx glb gltf obj stl 3ds dae unity unitypackage uasset umap pak " +
    "map lock tsbuildinfo swp swo swn tmp temp bak orig rej pid lcov gcda gcno profraw profdata " +
    "der crt cer csr sig pcap pcapng dmp gpg pgp",
);

const MINIFIED = /\.(?:min|bundle|chunk)\.(?:js|mjs|cjs|css)$/;

/** Files that editors leave behind while they save. */
const EDITOR_LEFTOVER = /^\.#|^#.*#$|~$|^\.goutputstream-|___jb_(?:tmp|old)___$/;

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** Whether a name is a version control system's own folder (or the file that points to it). Never indexed. */
export function isRepositoryRecord(lowerName: string): boolean {
  return REPOSITORIES.has(lowerName);
}

/**
 * Whether a name tells that the file or folder holds secrets. Never indexed, whatever the ignore files say.
 * `lowerParent` is the name of the folder it stands in.
 */
export function isSecret(lowerName: string, isDirectory: boolean, lowerParent: string): boolean {
  if (SAFE_ENV.test(lowerName)) return false;
  if (lowerName.startsWith(".env")) return true;
  if (isDirectory) return SECRET_FOLDERS.has(lowerName);
  if (SECRET_NAMES.has(lowerName) || SECRET_SHAPE.test(lowerName)) return true;
  if (SECRET_PLACES.has(`${lowerParent}/${lowerName}`)) return true;
  return lowerName.includes(".") && SECRET_ENDINGS.has(endingOf(lowerName));
}

/** Whether a file or folder is left out unless an ignore file re-includes it: dependencies, caches, locks, binaries. */
export function isSkippedByDefault(lowerName: string, isDirectory: boolean): boolean {
  if (isDirectory) return FOLDERS.has(lowerName) || lowerName.endsWith(".egg-info") || lowerName.endsWith(".xcassets");
  if (LOCK_FILES.has(lowerName) || MINIFIED.test(lowerName) || EDITOR_LEFTOVER.test(lowerName)) return true;
  return lowerName.includes(".") && ENDINGS.has(endingOf(lowerName));
}
