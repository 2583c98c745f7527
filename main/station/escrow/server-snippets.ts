/** What the ISP's web server is told, so that it serves a file set as units want it. Pure. */

/** Where the folder is thought to lie on the ISP's server. */
const ROOT = '/srv/spa-profiles/www';

/** @param prefixes folders of the URLs, such as `/profile/`, checked to be plain */
export function nginxSnippet(prefixes: readonly string[]): string {
  const locations = prefixes.map(
    (prefix) => `location ^~ ${prefix} {
    root ${ROOT};
    autoindex off;
    types { }
    default_type application/octet-stream;
    gzip off;
    try_files $uri =404;
    limit_except GET { deny all; }
}
`,
  );
  return `# nginx: include this in the server block of the name the units ask for.
# ${ROOT} is the folder www of this set; put it elsewhere and change it here.
# The paths hold random directories: keep them out of logs others can read.
${locations.join('\n')}`;
}

export function apacheSnippet(prefixes: readonly string[]): string {
  const folders = prefixes.map(
    (prefix) => `Alias "${prefix}" "${ROOT}${prefix}"
<Directory "${ROOT}${prefix}">
    Options None
    AllowOverride None
    DirectoryIndex disabled
    ForceType application/octet-stream
    SetHandler default-handler
    SetEnv no-gzip 1
    <RequireAll>
        Require all granted
        Require method GET HEAD
    </RequireAll>
</Directory>
`,
  );
  return `# Apache 2.4: include this in the VirtualHost of the name the units ask for (mod_alias, mod_dir, mod_env).
# ${ROOT} is the folder www of this set; put it elsewhere and change it here.
# The paths hold random directories: keep them out of logs others can read.
${folders.join('\n')}`;
}

export function readmeOf(files: number, hosts: readonly string[]): string {
  const many = files === 1 ? '1 profile' : `${files} profiles`;
  return `${many} for units that left the bench, each encrypted under its unit's own key.

www         goes to the web server as it is: the paths are those of the units' permanent rule.
nginx.conf  tells nginx, apache.conf tells Apache: bytes as they are, no listings.
SHA256SUMS  checks the files: cd www && sha256sum -c ../SHA256SUMS

The units ask at: ${hosts.join(', ')}
A unit of a TFTP rule asks for the same paths below the TFTP server's folder.
`;
}
